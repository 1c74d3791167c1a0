package dev.cloister.picture;

/// The fixed part of the proof page: no script, nothing from elsewhere, and a policy that makes browsers refuse both.
final class PageStyle {
    static final String HEAD = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="referrer" content="no-referrer">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; \
            base-uri 'none'; form-action 'none'">
            <style>
            :root { color-scheme: light dark; --text: #1b1f24; --back: #ffffff; --rule: #c9d1d9; --tint: #f3f5f7;
              --faint: #57606a; --link: #0b57a4; --good: #11632f; --bad: #a40e1a; --unsure: #7a4d00; --sign: #ffffff;
              --alarm-text: #3d2600; --alarm: #ffd98a; }
            @media screen and (prefers-color-scheme: dark) {
              :root { --text: #e6e9ec; --back: #14171a; --rule: #3d444d; --tint: #1e2328; --faint: #a0a8b0;
                --link: #8cc4ff; --good: #6fd08f; --bad: #ff8f8f; --unsure: #f0c060; --sign: #14171a;
                --alarm-text: #ffe9c2; --alarm: #5a3b00; }
            }
            * { box-sizing: border-box; }
            body { margin: 0; background: var(--back); color: var(--text); font: 1rem/1.5 system-ui, sans-serif;
              overflow-wrap: anywhere; }
            main { max-width: 58rem; margin: 0 auto; padding: 1.5rem; }
            section { margin-top: 2.5rem; }
            h1 { font-size: 1.3rem; font-weight: 600; line-height: 1.3; margin: 0 0 0.6rem; }
            h2 { font-size: 1.4rem; line-height: 1.3; margin: 0 0 0.5rem; }
            h3, caption { font-size: 1.05rem; font-weight: 600; margin: 1.2rem 0 0.4rem; text-align: left; }
            caption { padding: 1.2rem 0 0.4rem; margin: 0; }
            p { margin: 0.5rem 0; max-width: 46rem; }
            ul, ol { padding-left: 1.4rem; margin: 0.4rem 0; }
            li { margin: 0.2rem 0; }
            a { color: var(--link); }
            a:focus-visible, summary:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
            code, pre { font: 0.85rem/1.5 ui-monospace, monospace; }
            pre { background: var(--tint); border: 1px solid var(--rule); border-radius: 6px; padding: 0.8rem;
              white-space: pre-wrap; margin: 0; }
            small, .at { color: var(--faint); font-size: 0.85rem; }
            td small { display: block; margin-top: 0.2rem; }
            header { border: 1px solid var(--rule); border-left: 10px solid var(--unsure); border-radius: 8px;
              padding: 1.2rem 1.4rem; }
            header.trusted { border-left-color: var(--good); } header.rejected { border-left-color: var(--bad); }
            .answer { display: flex; flex-wrap: wrap; align-items: center; gap: 0.3rem 0.8rem; margin: 0;
              font-size: clamp(1.6rem, 7vw, 2.6rem); line-height: 1.2; letter-spacing: 0.02em; }
            .trusted .answer { color: var(--good); } .rejected .answer { color: var(--bad); }
            .undecided .answer { color: var(--unsure); }
            .answer .icon { width: 1em; height: 1em; margin: 0; }
            .badge { background: var(--alarm); color: var(--alarm-text); border: 2px dashed; border-radius: 6px;
              padding: 0 0.4em; }
            .emulated { background: var(--alarm); color: var(--alarm-text); border-radius: 6px; padding: 0.8rem 1rem;
              margin: 1rem 0 0; max-width: none; }
            .reason { border-left: 3px solid var(--bad); padding-left: 0.8rem; }
            nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: 0.2rem 1.4rem; padding: 0; margin: 1rem 0 0; }
            nav a { display: inline-block; padding: 0.2rem 0; }
            .icon { width: 1.05em; height: 1.05em; vertical-align: -0.15em; margin-right: 0.4em; fill: currentColor; }
            .icon path { fill: none; stroke: var(--sign); stroke-width: 3.5; stroke-linecap: round;
              stroke-linejoin: round; }
            .wide svg, .narrow svg { display: block; width: 100%; height: auto; margin: 1rem 0; }
            .narrow { display: none; }
            details { margin-top: 0.8rem; }
            summary { cursor: pointer; color: var(--link); padding: 0.2rem 0; }
            table { border-collapse: collapse; width: 100%; table-layout: fixed; }
            th, td { border-top: 1px solid var(--rule); padding: 0.55rem 0.7rem 0.55rem 0; text-align: left;
              vertical-align: top; font-weight: 400; }
            thead th { color: var(--faint); font-size: 0.85rem; border-top: 0; padding-bottom: 0.3rem; }
            tbody th { font-weight: 600; }
            tbody th code { font-weight: 400; color: var(--faint); }
            @media print, (min-width: 44.01rem) {
              #checks th:first-child { width: 6.5rem; } #checks th:nth-child(2) { width: 26%; }
              #references th:first-child { width: 9.5rem; } #references th:last-child { width: 6.5rem; }
            }
            .passed td:first-child { color: var(--good); } .any td:first-child { color: var(--faint); }
            .failed td:first-child { color: var(--bad); font-weight: 700; }
            @media screen and (max-width: 44rem) {
              main { padding: 1rem; }
              .wide { display: none; }
              .narrow { display: block; max-width: 26rem; margin: 0 auto; }
              header { border-left-width: 6px; padding: 1rem; }
              table, caption, tbody, tr, th, td { display: block; }
              thead { position: absolute; clip-path: inset(50%); height: 1px; width: 1px; overflow: hidden; }
              tr { border: 1px solid var(--rule); border-radius: 8px; padding: 0.7rem 0.9rem; margin: 0 0 0.7rem; }
              th, td { border: 0; padding: 0.15rem 0; }
              td[data-head]::before { content: attr(data-head); content: attr(data-head) / ""; display: block;
                color: var(--faint); font-size: 0.85rem; }
              td[data-head] { padding-top: 0.4rem; }
            }
            @media print {
              :root, .drawing { color-scheme: light; }
              body { font-size: 10pt; }
              main { max-width: none; padding: 0; }
              nav, details { display: none; }
              .drawing { max-height: 23cm; }
              header, tr, svg { break-inside: avoid; }
              h2, h3, caption { break-after: avoid; }
              .badge, .emulated, .icon, .drawing { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
            }
            </style>
            """ + Canvas.STYLE;

    private PageStyle() {}
}
