// One pause in long work: lets others run, and ends the work if nobody wants it any more.

import { CancelledError, type WorkControl } from "../base/cancelled.ts";

export async function pauseOrStop(control: WorkControl): Promise<void> {
  await control.pause();
  if (control.signal.aborted) throw new CancelledError();
}
