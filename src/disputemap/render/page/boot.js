/* Unpack the page's program, Leaflet and ours, and run it. The policy of the page names each script by its hash. */
(async () => {
  const packed = document.getElementById("disputemap-program").textContent;
  const bytes = Uint8Array.fromBase64 ? Uint8Array.fromBase64(packed) : Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  const stream = new Response(bytes).body.pipeThrough(new DecompressionStream("deflate"));
  for (const text of (await new Response(stream).text()).split("\0").reverse()) {
    const script = document.createElement("script");
    script.textContent = text;
    document.head.append(script);
  }
})().catch(() => {
  document.getElementById("too-old").hidden = false; // browsers of before 2023 cannot unpack
});
