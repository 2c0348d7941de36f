/** The page's icon, an icicle graph of four calls. Visible on light and dark backgrounds. */
export const pageIcon: string = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">
<rect x="1" y="1" width="14" height="4" rx="1" fill="#4a90d9"/>
<rect x="1" y="6" width="8" height="4" rx="1" fill="#d98a1f"/>
<rect x="10" y="6" width="5" height="4" rx="1" fill="#4a90d9"/>
<rect x="1" y="11" width="5" height="4" rx="1" fill="#cc5a3c"/>
</svg>
`;
