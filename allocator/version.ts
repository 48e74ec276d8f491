// Version of the model: part of a replay's identity. It changes whenever the same trace can give another result.

export const MODEL_VERSION = "e10.1";
