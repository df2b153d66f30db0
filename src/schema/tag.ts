import { Field, InputType, ObjectType } from 'type-graphql';
import type * as ec2 from '../ec2/ec2.js';

@ObjectType({ description: 'A tag of an instance.', simpleResolvers: true })
export class Tag implements ec2.Tag {
  @Field(() => String, { description: 'Unique among the tags of an instance.' })
  readonly key!: string;

  @Field(() => String, { description: 'May be empty.' })
  readonly value!: string;
}

@InputType({ description: 'A tag to give to what is launched.' })
export class TagInput implements ec2.Tag {
  @Field(() => String, { description: '1 to 128 characters; `aws:` at the beginning is kept for AWS.' })
  readonly key!: string;

  @Field(() => String, { description: 'Up to 256 characters.' })
  readonly value!: string;
}
