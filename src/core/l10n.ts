// Sentences for people that the core makes, in the editor's language.

import * as l10n from '@vscode/l10n';

export { l10n };
