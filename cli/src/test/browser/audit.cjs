// node audit.cjs CHROMIUM FOLDER: every page of the folder, light and dark, 320 and 1280 pixels wide.
const fs = require('fs');
const path = require('path');
const { chromium } = require('playwright-core');
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const [executablePath, folder] = process.argv.slice(2);
// Contrast of text in drawings is seen by us, below: axe leaves SVG out.
const options = { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] };

// In the page: what sticks out of the screen, of its drawing, or of the box around it.
function stickingOut() {
    const faults = [];
    const wide = document.documentElement.scrollWidth;
    if (wide > window.innerWidth) faults.push(`scrolls sideways: ${wide} > ${window.innerWidth}`);
    for (const svg of document.querySelectorAll('svg.drawing')) {
        if (!svg.getBoundingClientRect().width) continue;
        const all = svg.viewBox.baseVal;
        const boxes = [...svg.querySelectorAll('rect')].map(r => r.getBBox());
        for (const text of svg.querySelectorAll('text')) {
            const b = text.getBBox();
            const holds = r => r.x <= b.x + 1 && r.y <= b.y + 1 && r.x + r.width >= b.x + b.width - 1
                && r.y + r.height >= b.y + b.height - 1;
            const starts = r => r.x <= b.x && r.x + r.width > b.x && r.y <= b.y + 2 && r.y + r.height > b.y + 2;
            const inner = boxes.filter(starts).sort((p, q) => p.width * p.height - q.width * q.height)[0] || all;
            if (!holds(all) || !holds(inner)) faults.push(`"${text.textContent}" sticks out of its box`);
        }
    }
    return faults;
}

// In the page: text of drawings against what is painted under it.
function tooPale() {
    const parse = c => c.match(/[\d.]+/g).slice(0, 3).map(Number);
    const light = c => {
        const [r, g, b] = parse(c).map(v => v / 255).map(v => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const faults = [];
    for (const text of document.querySelectorAll('svg.drawing text')) {
        const t = text.getBBox();
        let under = null;
        for (const rect of text.ownerSVGElement.querySelectorAll('rect')) {
            const r = rect.getBBox();
            if (r.x <= t.x && r.x + r.width > t.x && r.y <= t.y + 3 && r.y + r.height > t.y + 3) under = rect;
        }
        if (!text.ownerSVGElement.getBoundingClientRect().width || !under) continue;
        const [a, b] = [light(getComputedStyle(text).fill), light(getComputedStyle(under).fill)].sort((p, q) => q - p);
        const ratio = (a + 0.05) / (b + 0.05);
        if (ratio < 4.5) faults.push(`"${text.textContent}" has contrast ${ratio.toFixed(2)}`);
    }
    return faults;
}

async function look(browser, file, colorScheme, width) {
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 }, bypassCSP: true });
    const page = await context.newPage();
    const faults = [];
    page.on('request', request => { if (!request.url().startsWith('file:')) faults.push(`fetches ${request.url()}`); });
    page.on('console', message => faults.push(`console: ${message.text()}`));
    await page.goto('file://' + file);
    await page.screenshot({ path: file.replace('.html', `-${colorScheme}-${width}.png`), fullPage: true });
    for (const open of [false, true]) {
        await page.evaluate(is => document.querySelectorAll('details').forEach(d => { d.open = is; }), open);
        faults.push(...await page.evaluate(stickingOut));
        await page.evaluate(axe);
        const found = await page.evaluate(o => window.axe.run(document, o), options);
        found.violations.forEach(v => v.nodes.forEach(n => faults.push(`${v.id}: ${v.help}: ${n.html.slice(0, 200)}`)));
    }
    faults.push(...await page.evaluate(tooPale));
    await context.close();
    return [...new Set(faults)];
}

(async () => {
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    let pages = 0;
    let faults = 0;
    for (const name of fs.readdirSync(folder).filter(n => n.endsWith('.html')).sort()) {
        for (const scheme of ['light', 'dark']) {
            for (const width of [320, 1280]) {
                const found = await look(browser, path.join(folder, name), scheme, width);
                found.forEach(fault => console.log(`${name} ${scheme} ${width}: ${fault}`));
                faults += found.length;
                pages++;
            }
        }
    }
    await browser.close();
    console.log(`${pages} pages looked at, ${faults} faults`);
    process.exit(faults ? 1 : 0);
})();
