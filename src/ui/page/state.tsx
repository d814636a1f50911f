// SPDX-License-Identifier: MIT
// The picture of a state: a card per object. What the step changed, what the property looked at and what is stale are told
// by a sign and a word each, never by colour alone.

import type { Card, Part, Section, Value } from '../picture/picture.ts';

interface Given {
  readonly sections: readonly Section[];
  /** Whether what no step of the run touches is drawn as well. */
  readonly all: boolean;
  readonly chosen: string | null;
  readonly onChoose: (object: string) => void;
}

export function StateView({ sections, all, chosen, onChoose }: Given) {
  const drawn = sections.map(({ title, cards }) => ({ title, cards: cards.filter((card) => all || !card.quiet) }));
  const shown = drawn.filter(({ cards }) => cards.length > 0);
  return (
    <div class="picture">
      {shown.map(({ title, cards }) => (
        <section key={title} class="kind" aria-label={title}>
          <h3>{title}</h3>
          <div class="cards">
            {cards.map((card) => (
              <CardView key={card.object} card={card} all={all} chosen={chosen} onChoose={onChoose} />
            ))}
          </div>
        </section>
      ))}
      {shown.length === 0 ? <p class="faint">No shared object is touched by this run.</p> : null}
    </div>
  );
}

interface CardGiven extends Pick<Given, 'all' | 'chosen' | 'onChoose'> {
  readonly card: Card;
}

function CardView({ card, all, chosen, onChoose }: CardGiven) {
  const marks = [card.changed ? 'changed' : '', card.freed ? 'freed' : '', chosen === card.object ? 'chosen' : ''];
  return (
    <article class={`card ${marks.filter((one) => one !== '').join(' ')}`}>
      <h4>
        <button
          type="button"
          onClick={() => onChoose(card.object)}
          aria-pressed={chosen === card.object}
          title={`${card.class}: t goes to the next touch of it`}
        >
          {card.title}
        </button>
        {card.freed ? <em>free</em> : null}
      </h4>
      {card.parts.map((part) => (
        <PartView key={part.kind === 'slots' ? part.name : part.kind} part={part} all={all} />
      ))}
      {card.inner
        .filter((inner) => all || !inner.quiet)
        .map((inner) => (
          <CardView key={inner.object} card={inner} all={all} chosen={chosen} onChoose={onChoose} />
        ))}
    </article>
  );
}

function PartView({ part, all }: { readonly part: Part; readonly all: boolean }) {
  if (part.kind === 'slots') {
    if (!all && part.quiet) return null;
    return (
      <div class="slots">
        <span class="name">{part.name}</span>
        <span class="boxes">
          {part.values.map((value) => (
            <span key={value.cell} class={`slot ${marksOf(value)}`} title={titleOf(value)}>
              <sub>{value.name}</sub>
              <Changed value={value} />
            </span>
          ))}
        </span>
      </div>
    );
  }
  const values = part.values.filter((value) => all || !value.quiet);
  if (values.length === 0) return null;
  if (part.kind === 'flags')
    return (
      <div class="flags">
        {values.map((value) => (
          <span key={value.cell} class={`flag ${value.on ? 'on' : 'off'} ${marksOf(value)}`} title={titleOf(value)}>
            {value.on ? '■' : '□'} {value.name}
            {value.before === null ? null : <small> was {value.before}</small>}
          </span>
        ))}
      </div>
    );
  return (
    <dl class="values">
      {values.map((value) => (
        <div key={value.cell} class={marksOf(value)} title={titleOf(value)}>
          <dt>{value.name}</dt>
          <dd>
            <Changed value={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Changed({ value }: { readonly value: Value }) {
  return (
    <>
      {value.before === null ? null : (
        <>
          <del>{value.before}</del> <span aria-hidden="true">→ </span>
        </>
      )}
      <span class="value">{value.text}</span>
      {value.stale === null ? null : <strong class="stale-mark"> stale</strong>}
    </>
  );
}

function marksOf(value: Value): string {
  const marks = [
    value.before === null ? '' : 'is-changed',
    value.asked ? 'is-asked' : '',
    value.read ? 'is-read' : '',
    value.stale === null ? '' : 'is-stale',
    value.ghost ? 'is-ghost' : '',
  ];
  return marks.filter((one) => one !== '').join(' ');
}

function titleOf(value: Value): string {
  const said = [
    `${value.cell} ${value.full}`,
    value.before === null ? '' : `changed by this step: it was ${value.before}`,
    value.read ? 'read by this step' : '',
    value.asked ? 'looked at by the property' : '',
    value.stale ?? '',
    value.ghost ? 'ghost: only properties look at it' : '',
  ];
  return said.filter((one) => one !== '').join('\n');
}
