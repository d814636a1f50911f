import fc from 'fast-check';
import { it } from 'vitest';
import { writeFileSync } from 'node:fs';
import { randomProgram } from './arbitrary.ts';
import { check } from './check.ts';
import { Oracle } from './oracle.ts';
it('x', () => {
  let n = 0;
  fc.assert(fc.property(randomProgram, ({ program, text }) => {
    for (const judge of ['always', 'atEnd', 'NO-DEADLOCK']) {
      writeFileSync('/tmp/case.txt', `${n++} ${judge}\n${text}\nexplore`);
      const verdict = check(program, judge);
      if (verdict.kind !== 'fails' || verdict.failure.trace === null) continue;
      const { kind, trace } = verdict.failure;
      writeFileSync('/tmp/case.txt', `${n} ${judge}\n${text}\noracle ${kind} ${JSON.stringify(trace)}`);
      const oracle = new Oracle(program);
      const best = oracle.cheapest(kind === 'always' || kind === 'atEnd' || kind === 'deadlock' ? kind : 1);
      writeFileSync('/tmp/case.txt', `${n} ${judge}\n${text}\ndone`);
      if (JSON.stringify(best) !== JSON.stringify([trace.environmentSteps, trace.contextSwitches, trace.steps.length])) throw new Error(text + JSON.stringify({best, trace}));
    }
  }), { numRuns: 500, endOnFailure: true });
});
