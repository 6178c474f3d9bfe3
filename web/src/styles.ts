import '@fontsource-variable/instrument-sans/wght.css';
import '@fontsource-variable/jost/wght.css';
import '@fontsource-variable/oswald/wght.css';
import '@fontsource/dm-serif-display/latin.css';
import '@fontsource/dm-serif-display/latin-ext.css';
import '@mantine/core/styles.layer.css';
import 'virtual:theme.css';
import './page.css';
