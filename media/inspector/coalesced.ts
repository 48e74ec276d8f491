// Dragging asks for more states than can be computed: one request runs, and however many come meanwhile become one.
//
// The task reads what it needs when it starts, so the latest wish wins and nothing queues. It must not throw.

export function coalesced(task: () => Promise<void>): () => void {
  let running = false;
  let wanted = false;

  async function run(): Promise<void> {
    running = true;
    while (wanted) {
      wanted = false;
      await task();
    }
    running = false;
  }

  return () => {
    wanted = true;
    if (!running) void run();
  };
}
