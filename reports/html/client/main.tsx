import { options, render } from 'preact';
import { App } from './app.tsx';
import { readPageData } from './embedded.ts';
import { startPageState } from './page-state.ts';

const place = document.getElementById('page');
if (place) {
  // The printer does not wait: what `beforeprint` changes must be drawn when it returns.
  addEventListener('beforeprint', () => {
    options.debounceRendering = (draw) => draw();
  });
  addEventListener('afterprint', () => {
    delete options.debounceRendering;
  });
  startPageState();
  render(<App data={readPageData()} />, place);
}
