// A worker that is there when needed: started by the first request, started again after it died.
//
// When the thread ends by itself every pending request fails with ChannelClosedError and `onDeath` is told once; ending
// it on purpose (`rest`, `dispose`) is no death. `generation` grows with each start, so whoever keeps a number that the
// worker gave out knows when it means nothing any more. Not here: deciding whether to try again.

import {
  type Calling,
  type Channel,
  ChannelClosedError,
  openChannel,
} from "../core/protocol/index.ts";
import type { WorkerThread } from "./worker-thread.ts";

/** Each method with parameters and result, as the protocol files list them. */
export type Methods<M> = { [K in keyof M]: { params: unknown; result: unknown } };
type NoMethods = Record<never, { params: unknown; result: unknown }>;

export interface WorkerClientOptions {
  /** Shown to users: "replay worker". */
  readonly name: string;
  readonly start: () => WorkerThread;
  readonly onDeath: (reason: string) => void;
}

interface Running<M extends Methods<M>> {
  readonly thread: WorkerThread;
  readonly channel: Channel<M>;
}

export class WorkerClient<M extends Methods<M>> {
  private readonly options: WorkerClientOptions;
  private running: Running<M> | undefined;
  private starts = 0;
  private disposed = false;

  constructor(options: WorkerClientOptions) {
    this.options = options;
  }

  /** Counts starts; 0 before the first. */
  get generation(): number {
    return this.starts;
  }

  get isRunning(): boolean {
    return this.running !== undefined;
  }

  async request<K extends keyof M & string>(
    method: K,
    params: M[K]["params"],
    calling: Calling = {},
  ): Promise<M[K]["result"]> {
    if (this.disposed) throw new ChannelClosedError(`the ${this.options.name} has been stopped`);
    this.running ??= this.start();
    return this.running.channel.request(method, params, calling);
  }

  /** Ends the thread as a crash would: for tests of what happens then. */
  async kill(): Promise<void> {
    await this.running?.thread.end();
  }

  /** Ends the thread until the next request. */
  async rest(): Promise<void> {
    const running = this.running;
    this.running = undefined;
    if (running === undefined) return;
    running.channel.close(`the ${this.options.name} was stopped`);
    await running.thread.end();
  }

  async dispose(): Promise<void> {
    this.disposed = true;
    await this.rest();
  }

  private start(): Running<M> {
    const thread = this.options.start();
    this.starts += 1;
    const channel = openChannel<NoMethods, M>({
      port: thread.port,
      handlers: {},
      newAbortController: () => new AbortController(),
    });
    const running = { thread, channel };
    thread.onEnd((reason) => {
      if (this.running !== running) return;
      this.running = undefined;
      channel.close(`the ${this.options.name} ended unexpectedly (${reason})`);
      this.options.onDeath(reason);
    });
    return running;
  }
}
