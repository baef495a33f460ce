import { ZodError, type ZodIssue } from "zod";
import type { InvalidInput, ValidationErrors } from "./problems.ts";

/** A body of 256 KB can be wrong in 100,000 places; nobody reads more than these. */
const mostIssues = 50;

/** What is wrong with a request's fields, in the sentences of the original (its framework's, June 2023). */
export function invalidInput(error: ZodError): InvalidInput {
  const issues = error.issues.slice(0, mostIssues);
  const sentences = issues.map(sentence);
  const [first = "Invalid input"] = sentences;
  return {
    problem: "invalid_input",
    message: sentences.length <= 1 ? first : `${error.issues.length} Input Errors: ${sentences.join(", ")}`,
    validationErrors: new ZodError(issues).format() as ValidationErrors,
  };
}

function sentence(issue: ZodIssue): string {
  const path = issue.path.join(".");
  if (path === "") return issue.message;
  return issue.message === "Required" ? `${path} is required` : `${issue.message} for "${path}"`;
}
