// The same in C++17, with the headers of C++: also without the connector.
#include <amiwire.hpp>
#include <iostream>

int main()
{
    amiwire::reader reader;
    reader.feed("Event: Hangup\r\nCause: 16\r\n\r\n");
    const amiwire::packet *packet = reader.next();
    std::cout << amiwire_version() << '\n';
    return !packet || packet->event() != AMIWIRE_EVENT_HANGUP || packet->get("Cause") != "16";
}
