// SPDX-License-Identifier: MIT
// The forms in which a run is sent, beside the text of the terminal. A file of its own: the command line names them before it
// loads what makes them.

export const forms = ['svg', 'mermaid', 'perfetto', 'json'] as const;
export type Form = (typeof forms)[number];
