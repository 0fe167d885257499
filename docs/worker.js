/* Search in pages that are opened from a folder, where browsers refuse to start a Worker: a stand-in, made of an iframe,
   with what the theme's search uses of one. Over a server nothing here is used. */
if (location.protocol === "file:") {
  window.Worker = class {
    constructor(script) {
      this.frame = document.createElement("iframe");
      this.frame.hidden = true;
      document.body.append(this.frame);
      const inner = this.frame.contentWindow;
      inner.postMessage = (data) => this.onmessage?.({ data });
      const element = inner.document.createElement("script");
      this.ready = new Promise((resolve, reject) => {
        element.onload = resolve;
        element.onerror = reject;
      });
      this.ready.catch((event) => this.onerror?.(event));
      element.src = new URL(script, document.baseURI).href;
      inner.document.body.append(element);
    }

    postMessage(data) {
      this.ready.then(() => this.frame.contentWindow.onmessage?.({ data: structuredClone(data) }), () => {});
    }

    terminate() {
      this.frame.remove();
    }
  };
}
