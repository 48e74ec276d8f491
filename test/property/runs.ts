// How many random programs a property is tried on: a few in `npm run check`, many in the long proof of `npm test`, whose
// configuration sets PROOF. Both are fixed, so that a failure is everybody's.

const isLong = process.env["PROOF"] === "long";

export function runs(few: number, many: number): number {
  return isLong ? many : few;
}
