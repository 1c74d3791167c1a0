// The guest's only AML: what a kernel must be told about a q35 machine and cannot find out by itself.
//
// There is no method in here, so a kernel that loads it runs nothing. Devices on the PCI bus are found by scanning
// it; their interrupts are messages, so no wire is routed; no power button, no hot plug, no sleep but off.
// The addresses are those of the firmware itself (Platform.c, Q35MchIch9.h), not of the host.
DefinitionBlock ("Dsdt.aml", "DSDT", 2, "CLOIST", "CLOISTER", 1)
{
  // Soft off: PM1a sleep type 0 of ICH9.
  Name (\_S5, Package () { 0, 0, 0, 0 })

  Scope (\_SB)
  {
    Device (PCI0)
    {
      Name (_HID, EisaId ("PNP0A08"))
      Name (_CID, EisaId ("PNP0A03"))
      Name (_UID, 0)
      Name (_CRS, ResourceTemplate ()
      {
        WordBusNumber (ResourceProducer, MinFixed, MaxFixed, PosDecode, 0, 0, 0xFF, 0, 0x100)
        IO (Decode16, 0xCF8, 0xCF8, 1, 8)
        WordIO (ResourceProducer, MinFixed, MaxFixed, PosDecode, EntireRange, 0, 0, 0xCF7, 0, 0xCF8)
        WordIO (ResourceProducer, MinFixed, MaxFixed, PosDecode, EntireRange, 0, 0xD00, 0xFFFF, 0, 0xF300)
        DWordMemory (ResourceProducer, PosDecode, MinFixed, MaxFixed, NonCacheable, ReadWrite,
          0, 0xC0000000, 0xDFFFFFFF, 0, 0x20000000)
      })
    }
  }
}
