// The Create view's page: words, look, and the one element that is the form.

import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-checkbox/index.js';
import { useEmbeddedWords } from '../shared/words';
import { themeStyles, useStyles } from '../shared/theme';
import { CreateForm } from './app';
import { footerStyles } from './footerStyles';
import { createStyles } from './styles';
import { waysStyles } from './waysStyles';

useEmbeddedWords();
useStyles(themeStyles, createStyles, footerStyles, waysStyles);
customElements.define('reelwright-create', CreateForm);
