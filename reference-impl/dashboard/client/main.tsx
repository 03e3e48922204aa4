import { render } from 'preact';
import { App } from './app.tsx';
import { connect } from './connect.ts';

const place = document.getElementById('page');
if (place) {
  render(<App />, place);
  connect();
}
