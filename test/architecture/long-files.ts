// Files over the line limit, each with its reason. The ratchet counts them; the list is meant to stay empty.

export const longFiles: Readonly<Record<string, string>> = {};
