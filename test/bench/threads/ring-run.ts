// One measured run of the ring over the shared heap, in a process of its own: prints what ring.c prints.
//
//   ring-run THREADS SECONDS SEED

import { runStress } from "../../../src/worker/stress/run-stress.ts";

const [threads = 2, seconds = 1, seed = 0] = process.argv.slice(2).map(Number);
const cpu: number[] = [];
const wall: number[] = [];

const report = await runStress(
  { threads, length: { seconds }, seed, checked: false },
  {
    bundles: import.meta.dirname,
    signal: new AbortController().signal,
    now() {
      const { user, system } = process.cpuUsage();
      cpu.push((user + system) * 1000);
      wall.push(Number(process.hrtime.bigint()));
      return wall.at(-1) ?? 0;
    },
  },
);
if (report.heap.problems.length > 0 || report.refused > 0) {
  throw new Error(`the heap is damaged: ${report.heap.problems.join("; ")}`);
}
const spent = ([start = 0, end = 0]: readonly number[]) => end - start;
console.log(JSON.stringify({ operations: report.operations, wall: spent(wall), cpu: spent(cpu) }));
