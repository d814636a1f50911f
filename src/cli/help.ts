// SPDX-License-Identifier: MIT
// What --help shows below the options: lines to copy.

export const exitExamples = `
Examples:
  faultline check                         every claim of every case
  faultline check 2020/T20                one claim, with its columns
  faultline check example/phils           all claims whose ids begin so
  faultline replay 2020/T20 0.0.1*3.0*28  the same run again
  faultline run 2020/T20 --seed 7         some run
  faultline list                          what can be asked
  faultline litmus examples/litmus        litmus tests, with all their final states
  faultline explore --html t20.html 2020/T20    the same run as a page, step by step
  faultline ingredients 2022/T-10 --variant v6.0+kvm+grace-period
                                          which lines of a patch its proof needs

Exit status:
  0   every claim as expected
  1   some verdict differs from what its claim expects
  2   bad input: file, model, claim, variant, option
  3   undecided: a budget, Ctrl-C or SIGTERM ended a search
  70  a fault of the checker itself
  74  the answer could not be written: a full disk
`;

export const checkExamples = `
Examples:
  faultline check                         every claim of every case
  faultline check examples/increment      all claims of a folder
  faultline check 2020/T20 2006/PC2       all rows of two claims
  faultline check 2022/T-10 --variant v6.0+kvm
  faultline check 2020/T19 --patch mine.diff   what \`git diff\` wrote, on the scenario's kernel
  faultline check mine.ts --max-time 30s --json
  faultline check examples/increment --workers 1   one claim after the other, with all the memory
  faultline check examples/increment --no-cache    everything asked anew
  faultline check example/increment-4 --checkpoint saved   faultline resume saved goes on
  faultline check example/increment-4 --tries 4 --max-time 1m   once depth first, else at random
  faultline check --on nats://10.0.0.1:4222    by the workers of other machines (docs/cluster.md)
  faultline check example/increment-4 --on nats://10.0.0.1:4222 --across 3   by three that share its states

A trace is printed for every unexpected verdict; for every failing claim when claims are
asked for by id, when there are three rows or fewer, or with --trace.
Claims are decided in parallel, or one large claim by all workers, and printed in the same
order and with the same counts whatever their number. Budgets are for one claim row each. Ctrl-C ends the running
searches with what they know.
Answers are kept, in ~/.cache/faultline or where FAULTLINE_CACHE says (off: nowhere): a row is
asked again when anything that its answer depends on is another. CI, if set, is like --no-cache.
Exit status: 0 as expected, 1 unexpected, 2 bad input, 3 undecided, 70 checker bug.
`;

export const resumeExamples = `
Examples:
  faultline check example/increment-4 --checkpoint saved --checkpoint-every 1ms
  faultline resume saved
  faultline resume saved --max-time 8h --checkpoint-every 5m

It goes on from the last snapshot that is whole, to the verdict, the counts and the story that
the search would have had without a break, and saves in the same folder. Budgets are those of
this command; --max-time is for what is left. Another model, or another version of the
checker, is refused.
`;

export const replayExamples = `
Examples:
  faultline replay 2020/T20 0.0.1.1.1
  faultline replay 2020/T20 0.0.1*3 --full    1*3 is 1.1.1
  faultline replay 2022/T-2 0.0:1.1*15 --variant v6.0+kvm
  faultline replay 2020/T20 0.0.1*3 --as svg > run.svg    to be drawn, or put on paper
  faultline replay 2020/T20 0.0.1*3 --as mermaid          for forges and wikis
  faultline replay 2020/T20 0.0.1*3 --as perfetto > run.json   for ui.perfetto.dev
`;

export const runExamples = `
Examples:
  faultline run examples/increment/two-threads.ts
  faultline run examples/increment/two-threads.ts --seed 7 --full
  faultline run examples/increment/two-threads.ts --round-robin
`;

export const exploreExamples = `
Examples:
  faultline explore                              serves every case on loopback, and prints the address
  faultline explore cases/2020-fuse-write --port 8080
  faultline explore --html t20.html 2020/T20     one file that opens offline
  faultline explore --html phils.html example/phils --max-time 30s
  faultline explore --site public cases          a static site, every claim decided

A page has the run as columns, one step at a time, with the state, the source and what each
thread can do next; ? lists its keys. What is served is for this machine alone.
Exit status: 0 it is written, or was served until Ctrl-C; 2 bad input, 70 checker bug.
`;

export const listExamples = `
Examples:
  faultline list
  faultline list cases/2022-deferred-flush --variant v5.19
  faultline list examples --json
`;

export const ingredientsExamples = `
Examples:
  faultline ingredients 2022/T-10 --variant v6.0+kvm+grace-period
  faultline ingredients examples/increment/with-lock.ts --of lock --of unlock
  faultline ingredients examples/increment/with-lock.ts --of lock --diffs without --trace
  faultline ingredients cases/2022-delayed-rmap/dirty-order.ts --variant v6.0 --of zap --orders

A lock goes with its unlocks, a test is made true and made false, a statement is left out.
  needed      a claim that held fails without it
  not needed  all claims hold without it, at this size
  vacuous     nothing fails, and the scenario does not get to what it is about
  no model    what is left does not compile
  no change   what is left is the same model
  unknown     a budget ended a search
Exit status: 0 every ingredient is answered, 2 bad input, 3 some are unknown.
`;

export const barriersExamples = `
Examples:
  faultline barriers examples/races/handoff.ts --variant +release
  faultline barriers examples/races/handoff.ts --variant +release --of submit --trace
  faultline barriers examples/kit/spinlock.ts --variant + --memory tso

Memory is weak where nothing is said. A full barrier becomes one of writes, one of reads, none; a
release or an acquire becomes an access that is only marked, and, where NO-DATA-RACE is asked, a
marked access a plain one. The answers are those of faultline ingredients; where nothing is
needed, it is said whether the memory makes any difference.
Exit status: 0 every weakening is answered, 2 bad input, 3 some are unknown.
`;

export const litmusExamples = `
Examples:
  faultline litmus examples/litmus/two-locks.litmus
  faultline litmus examples/litmus --expect examples/litmus/expected.md
  faultline litmus examples/litmus --memory weak --expect comments
  faultline litmus examples/litmus --json

A test is answered with all the final states that it can reach. The counts are of final states,
where herd counts executions. Columns show a run with what is asked for; with more than three
tests, --trace prints them. --expect compares with what the Result: comments say, or a table.
Exit status: 0 answered, and as expected; 1 not as expected, or a run breaks; 2 a test is
outside of what is read; 3 undecided; 70 checker bug.
`;

export const workerExamples = `
Examples:
  faultline worker --on nats://10.0.0.1:4222
  faultline worker --on nats://10.0.0.1:4222 --workers 8 --max-memory 4G
  faultline worker --on tls://nats.example.org:4222 --idle 10m

It takes rows that \`faultline check --on\` and \`faultline ingredients --on\` post, and only those of
its own version of the checker. Ctrl-C or SIGTERM gives back what it is at. Who it is, it reads
where NATS's own tools do: NATS_CREDS, NATS_NKEY, NATS_USER and NATS_PASSWORD, NATS_TOKEN, and for
TLS NATS_CA, NATS_CERT, NATS_KEY.
Exit status: 0 it was told to end, or was idle; 2 bad input.
`;

export const initExamples = `
Examples:
  faultline init
  faultline init models/races

What is there already is not overwritten: then nothing is written, and the status is 2.
`;
