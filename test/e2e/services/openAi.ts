import type { Answer, Service, ServiceRequest } from './services.ts';

export const OPEN_AI = 'api.openai.com';
/** The credential with which n8n's node finds the model here. */
export const OPEN_AI_CREDENTIAL = { apiKey: 'sk-of-the-tests', url: `https://${OPEN_AI}/v1` };

/** A tool as the model is offered it. */
export interface OfferedTool {
  name: string;
  description: string;
  parameters: { properties: Record<string, { type?: string; description?: string }>; required?: string[] };
}

/** What a model knows when it is its turn. */
export interface Turn {
  offered: OfferedTool[];
  /** What each tool that it called gave, in the order of the calls. */
  results: string[];
}

/** What it does: calls a tool, or says something. */
export type Move = { tool: string; args: object } | { say: string };

/** An answer of OpenAI's Responses API. */
function answer(id: number, output: object): Answer {
  return {
    body: {
      id: `answer_${id}`,
      object: 'response',
      created_at: 1,
      status: 'completed',
      model: 'gpt-5-mini',
      output: [output],
      usage: { input_tokens: 1, output_tokens: 1, total_tokens: 2 },
    },
  };
}

function outputOf(move: Move, id: number): object {
  if ('say' in move) {
    return { type: 'message', id: 'm', role: 'assistant', content: [{ type: 'output_text', text: move.say, annotations: [] }] };
  }
  const { tool, args } = move;
  return { type: 'function_call', id: `fc_${id}`, call_id: `call_${id}`, name: tool, arguments: JSON.stringify(args) };
}

function turnOf({ body }: ServiceRequest): Turn {
  const input = body['input'] as Array<{ type?: string; output?: string }>;
  const outputs = input.filter(({ type }) => type === 'function_call_output');
  return { offered: body['tools'] as OfferedTool[], results: outputs.map(({ output }) => output ?? '') };
}

/** A model that follows a script, behind OpenAI's API. */
export function scriptedModel(script: (turn: Turn) => Move): Service {
  return (request) => {
    if (!request.path.endsWith('/responses')) return undefined;
    const turn = turnOf(request);
    return answer(turn.results.length, outputOf(script(turn), turn.results.length));
  };
}
