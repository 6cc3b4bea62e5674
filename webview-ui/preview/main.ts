// The Preview tab's page: words, look, and the elements that it is made of.

import '@vscode-elements/elements/dist/vscode-button/index.js';
import { themeStyles, useStyles } from '../shared/theme';
import { useEmbeddedWords } from '../shared/words';
import { PreviewApp } from './app';
import { detailStyles, sceneStyles } from './details-styles';
import { Player } from './player';
import { previewStyles } from './styles';

useEmbeddedWords();
useStyles(themeStyles, previewStyles, sceneStyles, detailStyles);
customElements.define('reelwright-player', Player);
customElements.define('reelwright-preview', PreviewApp);
