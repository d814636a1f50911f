// SPDX-License-Identifier: MIT
// Whether an exception says that the stack has come to its end: then the model nests too deep, and no fault was found.

export function isStackOverflow(error: unknown): error is RangeError {
  return error instanceof RangeError && error.message.includes('call stack');
}
