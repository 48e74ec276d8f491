// Which block each slot of a trace holds, as the modelled program knows it.
//
// Two integers a slot, in the form that the allocator's hot loop reads and writes (`PlainCalls.slots`): the number of a live
// Tiny block, or a row of `elsewhere` for any other address; and the event that allocated it.

import { type Allocator, EMPTY, units } from "../../../allocator/index.ts";

const FIRST_ELSEWHERE = EMPTY - 1;

export interface SlotTableState {
  readonly pairs: Int32Array;
  readonly addresses: readonly number[];
  readonly fromLibc: readonly boolean[];
  readonly spare: readonly number[];
}

export class SlotTable {
  readonly pairs: Int32Array;
  private readonly allocator: Allocator;
  /** Addresses that are no Tiny block of ours, and which of them libc gave. */
  private addresses: number[] = [];
  private fromLibc: boolean[] = [];
  private spare: number[] = [];

  constructor(slots: number, allocator: Allocator) {
    this.pairs = new Int32Array(2 * slots).fill(EMPTY);
    this.allocator = allocator;
  }

  /** Address that a slot holds, 0 when it holds none. */
  addressOf(slot: number): number {
    const ref = slot < 0 ? EMPTY : (this.pairs[2 * slot] as number);
    if (ref >= 0) return this.allocator.addressOf(ref);
    return ref === EMPTY ? 0 : (this.addresses[FIRST_ELSEWHERE - ref] as number);
  }

  /** Event that allocated (or last reallocated) what the slot holds, -1 when it holds nothing. */
  allocationOf(slot: number): number {
    return slot < 0 ? EMPTY : (this.pairs[2 * slot + 1] as number);
  }

  set(slot: number, address: number, event: number, fromLibc: boolean): void {
    this.clear(slot);
    if (address === 0) return;
    const block = this.allocator.blockAt(units.address(address));
    this.pairs[2 * slot] = block >= 0 ? block : FIRST_ELSEWHERE - this.addRow(address, fromLibc);
    this.pairs[2 * slot + 1] = event;
  }

  clear(slot: number): void {
    const ref = this.pairs[2 * slot] as number;
    if (ref < EMPTY) this.spare.push(FIRST_ELSEWHERE - ref);
    this.pairs[2 * slot] = EMPTY;
    this.pairs[2 * slot + 1] = EMPTY;
  }

  isFromLibc(slot: number): boolean {
    const ref = this.pairs[2 * slot] as number;
    return ref < EMPTY && this.fromLibc[FIRST_ELSEWHERE - ref] === true;
  }

  /** Slots whose block came from libc. */
  libcSlots(): number[] {
    const slots: number[] = [];
    if (!this.fromLibc.includes(true)) return slots;
    for (let slot = 0; slot < this.pairs.length / 2; slot++) {
      if (this.isFromLibc(slot)) slots.push(slot);
    }
    return slots;
  }

  save(): SlotTableState {
    const { pairs, addresses, fromLibc, spare } = this;
    return {
      pairs: pairs.slice(),
      addresses: [...addresses],
      fromLibc: [...fromLibc],
      spare: [...spare],
    };
  }

  restore(state: SlotTableState): void {
    this.pairs.set(state.pairs);
    this.addresses = [...state.addresses];
    this.fromLibc = [...state.fromLibc];
    this.spare = [...state.spare];
  }

  private addRow(address: number, fromLibc: boolean): number {
    const row = this.spare.pop() ?? this.addresses.length;
    this.addresses[row] = address;
    this.fromLibc[row] = fromLibc;
    return row;
  }
}
