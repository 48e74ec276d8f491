// `--check`: while a replay runs, an independent witness follows every block, and the model is audited at intervals.
//
// A breach of the model is our bug and fails the check at once. Findings about the modelled heap's health fail it only
// when the policy does not declare them as its own. What the witness reports fails it unless it is a declared defect of
// the policy.

import {
  type Allocator,
  type AllocatorObserver,
  checkHeap,
  checkModel,
  type HeapFinding,
} from "../../../allocator/index.ts";
import { ShadowChecker, type ShadowFinding } from "./shadow-checker.ts";

export interface CheckReport {
  readonly passed: boolean;
  /** How often the whole model was audited. */
  readonly audits: number;
  readonly breach: string | undefined;
  readonly heapFindings: readonly HeapFinding[];
  readonly shadowFindings: readonly ShadowFinding[];
}

/** Audits per replay: each walks the whole heap. */
const AUDITS = 128;

export class ReplayCheck {
  readonly observer: AllocatorObserver;
  private readonly shadow: ShadowChecker;
  private readonly spacing: number;
  private audits = 0;
  private breach: string | undefined;

  constructor(forward: AllocatorObserver, events: number) {
    this.shadow = new ShadowChecker(forward);
    this.observer = this.shadow;
    this.spacing = Math.max(1, Math.ceil(events / AUDITS));
  }

  after(event: number, allocator: Allocator): void {
    if (event % this.spacing === 0) this.audit(event, allocator);
  }

  finish(allocator: Allocator): CheckReport {
    this.audit(-1, allocator);
    const heapFindings = allocator.crash === undefined ? checkHeap(allocator) : [];
    const shadowFindings = this.shadow.findings;
    return {
      passed:
        this.breach === undefined &&
        heapFindings.every((finding) => finding.declared) &&
        shadowFindings.every((finding) => finding.declared),
      audits: this.audits,
      breach: this.breach,
      heapFindings,
      shadowFindings,
    };
  }

  private audit(event: number, allocator: Allocator): void {
    if (this.breach !== undefined || allocator.crash !== undefined) return;
    this.audits++;
    try {
      checkModel(allocator);
    } catch (error) {
      const place = event < 0 ? "at the end" : `after event ${event}`;
      this.breach = `${place}: ${error instanceof Error ? error.message : String(error)}`;
    }
  }
}
