import { type NodeMajor, nodeBinary, nodeMajors } from '../src/node-binaries.ts';

export interface ProvenNode {
  readonly major: NodeMajor;
  readonly node: string;
  readonly engines: readonly ('async-context' | 'inspector')[];
}

/** The Node majors on the command line, or all, with their engines; prints which are not installed. */
export function* nodesToProve(): Generator<ProvenNode> {
  const chosen = process.argv.slice(2).filter((word) => /^\d+$/.test(word));
  for (const major of nodeMajors) {
    if (chosen.length > 0 && !chosen.includes(String(major))) continue;
    const node = nodeBinary(major);
    if (node === undefined) console.log(`${major}: not installed here`);
    else yield { major, node, engines: major >= 24 ? ['async-context', 'inspector'] : ['inspector'] };
  }
}
