/** The instance that the examples are about. */
export const ID = 'i-0f7e2ab94c3d5e816';

/** The id that EC2 gave its answer, in examples. */
export const EC2_REQUEST_ID = '7a62c49f-347e-4fc4-9331-6e8eEXAMPLE';
