import { Field, ObjectType } from 'type-graphql';
import { Instance } from './instance.js';

@ObjectType({ description: 'Where a page stands in its list.', simpleResolvers: true })
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether instances follow this page.' })
  readonly hasNextPage!: boolean;

  @Field(() => Boolean, { description: 'Whether this page was asked for with `after`.' })
  readonly hasPreviousPage!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'The cursor of the first instance; null on an empty page.',
  })
  readonly startCursor!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The cursor of the last instance: the next page is asked for with it as `after`.',
  })
  readonly endCursor!: string | null;
}

@ObjectType({ description: 'An instance and its place in the list.', simpleResolvers: true })
export class InstanceEdge {
  @Field(() => String, { description: 'Opaque; good for `after` with the same filter.' })
  readonly cursor!: string;

  @Field(() => Instance, { description: 'The instance.' })
  readonly node!: Instance;
}

@ObjectType({ description: 'A page of instances, as Relay has it.', simpleResolvers: true })
export class InstanceConnection {
  @Field(() => [InstanceEdge], { description: 'The instances with their cursors.' })
  readonly edges!: readonly InstanceEdge[];

  @Field(() => [Instance], { description: 'The instances alone.' })
  readonly nodes!: readonly Instance[];

  @Field(() => PageInfo, { description: 'Where the page stands.' })
  readonly pageInfo!: PageInfo;
}
