// Which block each slot of a trace holds, as the modelled program knows it.
//
// One integer a slot, kept with the allocator, whose hot loop reads and writes it (`Allocator.slots`): the number of a live
// Tiny block, or a row of this table for any other address. Only such rows keep the event that allocated the block.

import {
  type Allocator,
  EMPTY,
  LAST_PLAIN_THREAD,
  type Slots,
  units,
} from "../../../allocator/index.ts";

const FIRST_ELSEWHERE = EMPTY - 1;

/** What is not part of the allocator's state. */
export interface SlotTableState {
  readonly addresses: readonly number[];
  readonly allocatedAt: readonly number[];
  readonly fromLibc: readonly boolean[];
  readonly spare: readonly number[];
}

export class SlotTable {
  private readonly slots: Slots;
  private readonly allocator: Allocator;
  /** Addresses that are no Tiny block of ours, the events that allocated them, and which of them libc gave. */
  private addresses: number[] = [];
  private allocatedAt: number[] = [];
  private fromLibc: boolean[] = [];
  private spare: number[] = [];

  constructor(slots: number, allocator: Allocator) {
    this.slots = allocator.slots;
    this.slots.extend(slots, EMPTY);
    this.allocator = allocator;
  }

  /** Address that a slot holds, 0 when it holds none. */
  addressOf(slot: number): number {
    const ref = slot < 0 ? EMPTY : this.slots.get(slot);
    if (ref >= 0) return this.allocator.addressOf(ref);
    return ref === EMPTY ? 0 : (this.addresses[FIRST_ELSEWHERE - ref] as number);
  }

  /** Event that allocated (or last reallocated) a block that is not Tiny, -1 for any other slot. */
  allocationOf(slot: number): number {
    const ref = slot < 0 ? EMPTY : this.slots.get(slot);
    return ref < EMPTY ? (this.allocatedAt[FIRST_ELSEWHERE - ref] as number) : -1;
  }

  /** Is the slot's block of another thread's asking? `threadAt` has the thread of an event. */
  isRemote(slot: number, thread: number, threadAt: Int32Array): boolean {
    const ref = slot < 0 ? EMPTY : this.slots.get(slot);
    if (ref >= 0) return this.allocator.requestedBy(ref) !== (thread & LAST_PLAIN_THREAD);
    const event = this.allocationOf(slot);
    return event >= 0 && threadAt[event] !== thread;
  }

  set(slot: number, address: number, event: number, fromLibc: boolean): void {
    this.clear(slot);
    if (address === 0) return;
    const block = this.allocator.blockAt(units.address(address));
    this.slots.set(
      slot,
      block >= 0 ? block : FIRST_ELSEWHERE - this.addRow(address, event, fromLibc),
    );
  }

  clear(slot: number): void {
    const ref = this.slots.get(slot);
    if (ref < EMPTY) this.spare.push(FIRST_ELSEWHERE - ref);
    this.slots.set(slot, EMPTY);
  }

  isFromLibc(slot: number): boolean {
    const ref = this.slots.get(slot);
    return ref < EMPTY && this.fromLibc[FIRST_ELSEWHERE - ref] === true;
  }

  /** Slots whose block came from libc. */
  libcSlots(): number[] {
    const slots: number[] = [];
    if (!this.fromLibc.includes(true)) return slots;
    for (let slot = 0; slot < this.slots.length; slot++) {
      if (this.isFromLibc(slot)) slots.push(slot);
    }
    return slots;
  }

  save(): SlotTableState {
    const { addresses, allocatedAt, fromLibc, spare } = this;
    return {
      addresses: [...addresses],
      allocatedAt: [...allocatedAt],
      fromLibc: [...fromLibc],
      spare: [...spare],
    };
  }

  restore(state: SlotTableState): void {
    this.addresses = [...state.addresses];
    this.allocatedAt = [...state.allocatedAt];
    this.fromLibc = [...state.fromLibc];
    this.spare = [...state.spare];
  }

  private addRow(address: number, event: number, fromLibc: boolean): number {
    const row = this.spare.pop() ?? this.addresses.length;
    this.addresses[row] = address;
    this.allocatedAt[row] = event;
    this.fromLibc[row] = fromLibc;
    return row;
  }
}
