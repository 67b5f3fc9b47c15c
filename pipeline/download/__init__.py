"""Download: the official files of public data sets, checked, unpacked safely, and laid out as the job specs expect."""
