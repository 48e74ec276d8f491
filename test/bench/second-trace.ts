// Replays two traces one after the other in one process, as an editor with two open documents does: prints the passes of
// the second. Arguments: first trace, second trace, passes.

import { runCommand } from "../../src/cli/run-command.ts";

const [first = "", second = "", passes = "5"] = process.argv.slice(2);

async function bench(file: string, out: (text: string) => void): Promise<void> {
  const code = await runCommand(["bench", file, "--passes", passes], {
    out,
    err: (text) => process.stderr.write(text),
    signal: new AbortController().signal,
    now: () => Number(process.hrtime.bigint()),
    cpu: () => {
      const { user, system } = process.cpuUsage();
      return (user + system) * 1000;
    },
    bundleDirectory: "",
  });
  if (code !== 0) process.exit(code);
}

void bench(first, () => {}).then(() => bench(second, (text) => process.stdout.write(text)));
