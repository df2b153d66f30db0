import { Field, ObjectType } from 'type-graphql';
import type * as ec2 from '../ec2/ec2.js';

@ObjectType({ description: 'Why an instance is in its state.', simpleResolvers: true })
export class StateReason implements ec2.StateReason {
  @Field(() => String, { description: 'As in `Client.UserInitiatedShutdown` or `Server.InternalError`.' })
  readonly code!: string;

  @Field(() => String, { description: 'The reason in words.' })
  readonly message!: string;
}
