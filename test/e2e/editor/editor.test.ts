// n8n's own editor in a real browser, with the package in it.
import { N8N_VERSION } from '../../../tools/n8n/index.ts';
import { useStage } from '../support/stage.ts';
import { credentialTests } from './credential.ts';
import { panelTests } from './panels.ts';
import { pickerTests } from './pickers.ts';
import { publishingTests } from './publishing.ts';
import { runTests } from './runs.ts';
import { searchTests } from './search.ts';
import { useEditor } from './useEditor.ts';

describe("in n8n's editor,", () => {
	const stage = useStage(N8N_VERSION);
	const editor = useEditor(stage);
	beforeEach(() => editor.problems());

	searchTests(editor);
	credentialTests(editor, stage);
	pickerTests(editor, stage);
	runTests(editor, stage);
	publishingTests(editor, stage);
	panelTests(editor);
});
