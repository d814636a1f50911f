// SPDX-License-Identifier: MIT
// `'CPU0 write': writer`: a scenario may name a function of its module. It becomes a function that calls it, so that an
// overlay of the named one takes effect like anywhere else.

import type { Expression, FunctionDeclaration, Statement } from '../tree.ts';
import { joinTypes, nothing } from './build.ts';
import type { Context } from './context.ts';
import { fits } from './fits.ts';
import type { Purpose } from './functions.ts';
import type { Part } from './literal.ts';
import { placeOf } from './places.ts';
import { Scope } from './scope.ts';
import { worldAsRecord } from './world.ts';

export function wrapped(context: Context, part: Part, purpose: Purpose): FunctionDeclaration {
  const { id, name, world } = purpose;
  const place = placeOf(part.name);
  const scope = new Scope(purpose.code, purpose.result);
  const parameters = world === null ? [] : [scope.declare(null, 'w', world, true)];
  const named = part.value === null ? null : context.names.entity(part.value);
  let result = purpose.result ?? nothing;
  let body: readonly Statement[] = [];
  if (named?.kind !== 'function') context.refuse('scenario-literal', part.value ?? part.name);
  else {
    const signature = context.module.signature(named.node);
    if (purpose.result === null) result = joinTypes(nothing, signature.result);
    const [parameter] = signature.parameters;
    const args = parameters.flatMap((local): Expression[] => {
      if (parameter === undefined) return [];
      if (!fits(local.type, parameter)) context.refuse('other-type', part.value ?? part.name);
      return [worldAsRecord({ kind: 'local', local, type: local.type, place }, parameter)];
    });
    const value: Expression = { kind: 'call', callee: named.id, args, type: signature.result, place };
    body =
      signature.result.kind === 'void' || purpose.result?.kind === 'void'
        ? [{ kind: 'expression', place, value }]
        : [{ kind: 'return', place, value }];
  }
  return { kind: 'function', id, name, place, parameters, result, body, doc: '' };
}
