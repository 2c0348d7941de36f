import { colorStyle } from './style-colors.ts';
import { controlStyle } from './style-controls.ts';
import { mediaStyle } from './style-media.ts';
import { pageFrameStyle } from './style-page.ts';
import { tableStyle } from './style-table.ts';

/** The page's style sheet. It loads nothing: fonts are the system's own. */
export const pageStyle: string = [colorStyle, pageFrameStyle, controlStyle, tableStyle, mediaStyle].join('');
