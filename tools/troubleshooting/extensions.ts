// Lets Node load the messages, which import one another without ".ts", as the package's compiler wants it.
import { registerHooks } from 'node:module';

const MESSAGES = '/nodes/messages/';

registerHooks({
	resolve: (specifier, context, next) => {
		const isWithin = context.parentURL?.includes(MESSAGES) === true && specifier.startsWith('.');
		const found = next(isWithin ? `${specifier}.ts` : specifier, context);
		return found.url.includes(MESSAGES) ? { ...found, format: 'module-typescript' } : found;
	},
});
