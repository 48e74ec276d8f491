// Which block each slot of a trace holds, as the modelled program knows it.
//
// Two integers a slot, kept with the allocator, whose hot loop reads and writes them (`Allocator.slots`): the number of a
// live Tiny block, or a row of this table for any other address; and the event that allocated it.

import { type Allocator, EMPTY, type Slots, units } from "../../../allocator/index.ts";

const FIRST_ELSEWHERE = EMPTY - 1;

/** What is not part of the allocator's state. */
export interface SlotTableState {
  readonly addresses: readonly number[];
  readonly fromLibc: readonly boolean[];
  readonly spare: readonly number[];
}

export class SlotTable {
  private readonly slots: Slots;
  private readonly allocator: Allocator;
  /** Addresses that are no Tiny block of ours, and which of them libc gave. */
  private addresses: number[] = [];
  private fromLibc: boolean[] = [];
  private spare: number[] = [];

  constructor(slots: number, allocator: Allocator) {
    this.slots = allocator.slots;
    this.slots.extend(2 * slots, EMPTY);
    this.allocator = allocator;
  }

  /** Address that a slot holds, 0 when it holds none. */
  addressOf(slot: number): number {
    const ref = slot < 0 ? EMPTY : this.slots.get(2 * slot);
    if (ref >= 0) return this.allocator.addressOf(ref);
    return ref === EMPTY ? 0 : (this.addresses[FIRST_ELSEWHERE - ref] as number);
  }

  /** Event that allocated (or last reallocated) what the slot holds, -1 when it holds nothing. */
  allocationOf(slot: number): number {
    return slot < 0 ? EMPTY : this.slots.get(2 * slot + 1);
  }

  set(slot: number, address: number, event: number, fromLibc: boolean): void {
    this.clear(slot);
    if (address === 0) return;
    const block = this.allocator.blockAt(units.address(address));
    this.slots.set(2 * slot, block >= 0 ? block : FIRST_ELSEWHERE - this.addRow(address, fromLibc));
    this.slots.set(2 * slot + 1, event);
  }

  clear(slot: number): void {
    const ref = this.slots.get(2 * slot);
    if (ref < EMPTY) this.spare.push(FIRST_ELSEWHERE - ref);
    this.slots.set(2 * slot, EMPTY);
    this.slots.set(2 * slot + 1, EMPTY);
  }

  isFromLibc(slot: number): boolean {
    const ref = this.slots.get(2 * slot);
    return ref < EMPTY && this.fromLibc[FIRST_ELSEWHERE - ref] === true;
  }

  /** Slots whose block came from libc. */
  libcSlots(): number[] {
    const slots: number[] = [];
    if (!this.fromLibc.includes(true)) return slots;
    for (let slot = 0; slot < this.slots.length / 2; slot++) {
      if (this.isFromLibc(slot)) slots.push(slot);
    }
    return slots;
  }

  save(): SlotTableState {
    const { addresses, fromLibc, spare } = this;
    return {
      addresses: [...addresses],
      fromLibc: [...fromLibc],
      spare: [...spare],
    };
  }

  restore(state: SlotTableState): void {
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
