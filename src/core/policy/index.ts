// The door of the policy layer: policies that users write, and what hakmem's environment variables make of a policy.

export {
  applyVariables,
  type PlayedEnvironment,
  type Setting,
  UnplayableEnvironmentError,
  type VariableNote,
} from "./apply-variables.ts";
export { differences } from "./differences.ts";
export { policySchema } from "./json-schema.ts";
export {
  type PolicyFile,
  parsePolicy,
  policyDocument,
  readPolicy,
} from "./parse-policy.ts";
export { type PolicyProblem, problemText, UnusablePolicyError } from "./policy-problem.ts";
export { settingsOfFile, settingsOfWords } from "./settings.ts";
