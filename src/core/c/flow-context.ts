// What following memory through a function needs to know from outside it, and whom it tells.

import type { Step } from "./control-flow.ts";
import type { AllocatorTraits } from "./function-families.ts";
import type { Binding, MemoryState, OriginId } from "./memory-state.ts";
import type { Origin, Use } from "./origins.ts";
import type { SyntaxNode } from "./syntax.ts";

/** What the callee's body says about its parameters. */
export interface ParameterFacts {
  /** Dereferenced before any test. */
  readonly needs: ReadonlySet<number>;
  /** After the call the argument is known to be there. */
  readonly guards: ReadonlySet<number>;
  readonly tests: ReadonlySet<number>;
  /** Handed back, itself or moved. */
  readonly returned: ReadonlySet<number>;
}

/** What the surrounding file knows, and the table of origins that this walk fills. */
export interface FlowContext {
  allocator(call: SyntaxNode, name: string): AllocatorTraits | undefined;
  parameters(name: string): ParameterFacts | undefined;
  /** The macro is defined here, and tests or leaves. */
  guardsByMacro(name: string): boolean;
  originOf(call: SyntaxNode, origin: () => Origin): OriginId;
  origin(id: OriginId): Origin;
  readonly nullOrigin: OriginId;
  /** The function's own free list or arena at `place`. */
  listAt(place: string): OriginId | undefined;
  /** Declared as something that is no pointer. */
  isNumber(name: string): boolean;
}

export interface Report {
  use(origin: OriginId, use: Use): void;
  test(origin: OriginId): void;
  returned(step: Extract<Step, { kind: "return" }>, value: Binding, state: MemoryState): void;
  /** The state after the function came to an end; not called when it never does. */
  atExit(state: MemoryState): void;
}
