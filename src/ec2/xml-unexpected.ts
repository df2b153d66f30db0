/** There is something in a document that is left to a complete reader of XML. */
export class UnexpectedXml extends Error {}
