#ifndef MUTEX_NOTES_H
#define MUTEX_NOTES_H

// Nothing to call: what MutexNotes.c defines takes the place of functions of Swift's library.

#endif
