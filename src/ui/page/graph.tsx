// SPDX-License-Identifier: MIT
// Who holds what and who waits for it, drawn. A cycle is thick and says so; the same in words below, for who cannot see it.

import { Graph, layout } from '@dagrejs/dagre';
import type { WaitGraph } from '../picture/wait-graph.ts';

const letter = 7;
const height = 40;

export function GraphView({ graph }: { readonly graph: WaitGraph }) {
  if (graph.edges.length === 0) return null;
  const drawn = new Graph({ multigraph: true });
  drawn.setGraph({ rankdir: 'LR', nodesep: 18, ranksep: 64, marginx: 4, marginy: 4 });
  drawn.setDefaultEdgeLabel(() => ({}));
  for (const node of graph.nodes) {
    const width = Math.max(64, Math.max(node.label.length, node.detail.length) * letter + 20);
    drawn.setNode(node.id, { width, height });
  }
  graph.edges.forEach((edge, i) => {
    drawn.setEdge(edge.from, edge.to, {}, String(i));
  });
  layout(drawn);
  const { width = 0, height: tall = 0 } = drawn.graph();
  const hasCycle = graph.edges.some(({ cycle }) => cycle);
  const said = graph.edges.map((edge) =>
    edge.kind === 'waits' ? `${edge.from} waits for ${edge.to}` : `${edge.from} is held by ${edge.to}`,
  );
  return (
    <figure class="graph">
      <svg viewBox={`0 0 ${width} ${tall}`} width={width} height={tall} role="img" aria-label={said.join('; ')}>
        <defs>
          {['', ' cycle'].map((kind) => (
            <marker
              key={kind}
              id={`tip${kind.trim()}`}
              class={`tip${kind}`}
              viewBox="0 0 8 8"
              refX="7"
              refY="4"
              markerWidth="8"
              markerHeight="8"
              orient="auto-start-reverse"
              markerUnits="userSpaceOnUse"
            >
              <path d="M0 0L8 4L0 8z" />
            </marker>
          ))}
        </defs>
        {graph.edges.map((edge, i) => {
          const { points } = drawn.edge({ v: edge.from, w: edge.to, name: String(i) });
          const path = (points ?? [])
            .map(({ x, y }: { x: number; y: number }, n: number) => `${n === 0 ? 'M' : 'L'}${x} ${y}`)
            .join('');
          return (
            <path
              key={`${edge.from} ${edge.to} ${edge.kind}`}
              class={`edge ${edge.kind}${edge.cycle ? ' cycle' : ''}`}
              d={path}
              marker-end={`url(#tip${edge.cycle ? 'cycle' : ''})`}
            />
          );
        })}
        {graph.nodes.map((node) => {
          const { x = 0, y = 0, width: wide = 0 } = drawn.node(node.id);
          return (
            <g
              key={node.id}
              class={`node ${node.kind}${node.cycle ? ' cycle' : ''}${node.blocked ? ' blocked' : ''}`}
              transform={`translate(${x - wide / 2} ${y - height / 2})`}
            >
              <rect width={wide} height={height} rx={node.kind === 'thread' ? 4 : height / 2} />
              <text x={wide / 2} y={node.detail === '' ? 24 : 17} text-anchor="middle">
                {node.label}
              </text>
              <text x={wide / 2} y={32} text-anchor="middle" class="detail">
                {node.detail}
              </text>
            </g>
          );
        })}
      </svg>
      <figcaption>
        {hasCycle ? <strong class="bad">✗ a cycle: </strong> : null}
        {said.join('; ')}
      </figcaption>
    </figure>
  );
}
