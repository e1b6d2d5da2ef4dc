/* A program of somebody else's: it finds the library, of its own version, and
 * the names beside it. */
#include <amiwire.h>
#include <stdio.h>
#include <string.h>

int main(void)
{
    puts(amiwire_version());
    return strcmp(amiwire_version(), AMIWIRE_VERSION) != 0 ||
           strcmp(amiwire_event_name(AMIWIRE_EVENT_HANGUP), "Hangup") != 0;
}
