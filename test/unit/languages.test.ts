import { LANGUAGE_NAMES } from '../../nodes/parameters/agentSettings/languages.ts';

test('each language has the name that it has in English, and the list is sorted by it', () => {
	const names = new Intl.DisplayNames('en', { type: 'language', languageDisplay: 'standard' });
	const codes = Object.keys(LANGUAGE_NAMES);
	expect(LANGUAGE_NAMES).toEqual(Object.fromEntries(codes.map((code) => [code, names.of(code)])));
	const listed = Object.values(LANGUAGE_NAMES);
	expect(listed).toEqual([...listed].sort((a, b) => a.localeCompare(b, 'en')));
});
