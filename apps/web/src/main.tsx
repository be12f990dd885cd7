import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/page.css';
import './styles/watch.css';
import './styles/player.css';
import './styles/recordings.css';
import './styles/rehearsal.css';
import './styles/people.css';
import './styles/scenes.css';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';

const root = document.getElementById('root');
if (!root) throw new TypeError('index.html has no #root');
createRoot(root).render(<App />);
