import type { INode } from 'n8n-workflow';

const STICKY = 'n8n-nodes-base.stickyNote';
/** The steps of an example's note that the tour has done: it installs the package, and chooses credential and agent. */
const DONE = /^(\d+\. )(?=Install the community node |Select your Retell Chat API credential )/gm;

/** A node of an example; if it is a note, with "Done" at each step that `npm start` has done. */
export function markDone(node: INode): INode {
	const { content } = node.parameters;
	if (node.type !== STICKY || typeof content !== 'string') return node;
	return { ...node, parameters: { ...node.parameters, content: content.replace(DONE, '$1**Done:** ') } };
}
