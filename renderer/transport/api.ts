import type { InferContractRouterInputs, InferContractRouterOutputs } from '@orpc/contract';
import { AtelierError, ErrorBody } from '../../contract/errors.ts';
import type { StudioContract } from '../../contract/studio/index.ts';
import { hostApi } from './host-api.ts';

/** The calls: everything of the contract but the event stream, which `HostApi.listen` is for. */
type Calls = Omit<StudioContract, 'events'>;
type Inputs = InferContractRouterInputs<Calls>;
type Outputs = InferContractRouterOutputs<Calls>;

/** `generate.create`, `library.list`, … */
export type CallPath = {
  [Domain in keyof Calls]: `${Domain}.${keyof Calls[Domain] & string}`;
}[keyof Calls];

type At<Tree, Path extends string> = Path extends `${infer Domain}.${infer Verb}`
  ? Domain extends keyof Tree
    ? Verb extends keyof Tree[Domain]
      ? Tree[Domain][Verb]
      : never
    : never
  : never;

export type CallInput<Path extends CallPath> = At<Inputs, Path>;
export type CallOutput<Path extends CallPath> = At<Outputs, Path>;

/** A call without an input schema takes no argument; every other takes its input. */
export type CallArguments<Path extends CallPath> =
  unknown extends CallInput<Path> ? [] : [input: CallInput<Path>];

type Caller<Input, Output> = unknown extends Input
  ? () => Promise<Output>
  : (input: Input) => Promise<Output>;

export type Api = {
  readonly [Domain in keyof Calls]: {
    readonly [Verb in keyof Calls[Domain]]: Verb extends keyof Inputs[Domain] &
      keyof Outputs[Domain]
      ? Caller<Inputs[Domain][Verb], Outputs[Domain][Verb]>
      : never;
  };
};

/** Calls the studio. Throws `AtelierError` with the code of its answer; `internal` when the answer makes no sense. */
export async function call<Path extends CallPath>(
  path: Path,
  ...input: CallArguments<Path>
): Promise<CallOutput<Path>> {
  // The studio parsed the value against the same contract before it sent it.
  return (await ask(path, input[0])) as CallOutput<Path>;
}

async function ask(path: string, input: unknown): Promise<unknown> {
  const answer = await hostApi().call(path, input);
  if (answer.ok) return answer.value;
  const error = ErrorBody.safeParse(answer.error);
  if (!error.success) throw new AtelierError('internal', `${path} failed without a known error.`);
  throw new AtelierError(error.data.code, error.data.message, error.data.details);
}

/** `api.generate.create(input)`: the same calls by name. */
export const api: Api = new Proxy({} as Api, {
  get: (_, domain: string) =>
    new Proxy(
      {},
      {
        get: (_, verb: string) => (input?: unknown) => ask(`${domain}.${verb}`, input),
      },
    ),
});
