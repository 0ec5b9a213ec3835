import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { INode, INodeParameters, NodeParameterValueType } from 'n8n-workflow';
import { openWorkflow } from '../n8n/editor/editor.ts';
import { readWorkflow } from '../n8n/workflows.ts';
import type { WorkflowFile } from '../n8n/index.ts';
import { canvas } from './shots.ts';
import type { Picture } from './studio.ts';

/** How much room a node takes up on the canvas, its name included. */
const NODE = 160;
const ZOOM = 0.8;
/** How much of the canvas n8n fills when it fits a workflow in, and what it shows around the canvas. */
const FILLED = 0.82;
const AROUND = { width: 42, height: 102 };
/** So many pixels a picture has at most from left to right: a wide canvas is shown smaller. */
const WIDEST = 3_700;

export async function examplePictures(root: string): Promise<Record<string, Picture>> {
	const dir = join(root, 'examples');
	const files = (await readdir(dir)).filter((file) => file.endsWith('.json'));
	return Object.fromEntries(
		files.map((file) => [`examples/${basename(file, '.json')}`, canvasOf(readWorkflow(join(dir, file)))]),
	);
}

function canvasOf(workflow: WorkflowFile): Picture {
	return async (studio) => {
		const nodes = workflow.nodes.map((node) => ({ ...node, parameters: chosen(node.parameters) }));
		const { id } = await studio.save({ ...workflow, nodes });
		const { width, height } = extent(nodes);
		const viewport = {
			width: Math.round((width * ZOOM) / FILLED) + AROUND.width,
			height: Math.round((height * ZOOM) / FILLED) + AROUND.height,
		};
		// One pixel of the picture for one of the canvas, or less.
		const deviceScaleFactor = Math.min(1 / ZOOM, WIDEST / viewport.width);
		const page = await studio.editor({ viewport, deviceScaleFactor });
		await openWorkflow(page, id);
		await page.getByTestId('zoom-to-fit').click();
		return canvas(page, 32);
	};
}

/** With something picked wherever a person has to pick: the example as it looks when it is set up. */
function chosen(parameters: INodeParameters): INodeParameters {
	const entries = Object.entries(parameters).map(([name, value]): [string, NodeParameterValueType] => {
		if (name === 'phoneNumberId' && value === '') return [name, '1'];
		const isLocator = typeof value === 'object' && value !== null && '__rl' in value;
		return [name, isLocator && value.value === '' ? { ...value, value: '1', cachedResultName: 'Support' } : value];
	});
	return Object.fromEntries(entries);
}

function extent(nodes: INode[]): { width: number; height: number } {
	const size = (value: unknown) => (typeof value === 'number' ? value : NODE);
	const boxes = nodes.map(({ position: [x, y], parameters }) => ({
		left: x,
		top: y,
		right: x + size(parameters['width']),
		bottom: y + size(parameters['height']),
	}));
	return {
		width: Math.max(...boxes.map(({ right }) => right)) - Math.min(...boxes.map(({ left }) => left)),
		height: Math.max(...boxes.map(({ bottom }) => bottom)) - Math.min(...boxes.map(({ top }) => top)),
	};
}
