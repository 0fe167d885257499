"""What students hand in becomes submissions: archives are opened, layouts and names recognised, every guess told."""
