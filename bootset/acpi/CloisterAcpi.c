/** @file
  The guest's ACPI tables: RSDP, XSDT, FADT, FACS, MADT, DSDT.

  A host's tables are not measured, and they hold code that the kernel runs with
  access to all of the guest's memory. So the firmware, which is measured, takes
  none. Everything here is a constant but the list of processors, and that one
  holds the processors that this firmware itself has started.

  The constants describe the q35 machine as this firmware sets it up. Field names
  and layouts: ACPI specification 6.3, chapter 5.2.
**/

#include <Uefi.h>
#include <IndustryStandard/Acpi63.h>
#include <OvmfPlatforms.h>
#include <Library/BaseLib.h>
#include <Library/BaseMemoryLib.h>
#include <Library/ResetSystemLib.h>
#include <Library/SerialPortLib.h>
#include <Library/UefiBootServicesTableLib.h>
#include <Protocol/MpService.h>

//
// xAPIC IDs are one byte, and 255 means everybody.
//
#define MAX_PROCESSORS  255

#define OEM_ID           { 'C', 'L', 'O', 'I', 'S', 'T' }
#define OEM_TABLE_ID     SIGNATURE_64 ('C', 'L', 'O', 'I', 'S', 'T', 'E', 'R')
#define CREATOR_ID       SIGNATURE_32 ('C', 'L', 'S', 'T')
#define HEADER(Signature, Type, Revision)                           \
  { Signature, sizeof (Type), Revision, 0, OEM_ID, OEM_TABLE_ID, 1, CREATOR_ID, 1 }

#pragma pack (1)

typedef struct {
  EFI_ACPI_DESCRIPTION_HEADER    Header;
  UINT64                         Entry[2];
} XSDT;

typedef struct {
  EFI_ACPI_6_3_MULTIPLE_APIC_DESCRIPTION_TABLE_HEADER    Header;
  EFI_ACPI_6_3_IO_APIC_STRUCTURE                         IoApic;
  EFI_ACPI_6_3_INTERRUPT_SOURCE_OVERRIDE_STRUCTURE       Timer;
  EFI_ACPI_6_3_INTERRUPT_SOURCE_OVERRIDE_STRUCTURE       Sci;
  EFI_ACPI_6_3_LOCAL_APIC_NMI_STRUCTURE                  Nmi;
  EFI_ACPI_6_3_PROCESSOR_LOCAL_APIC_STRUCTURE            Processor[MAX_PROCESSORS];
} MADT;

//
// One allocation holds them all. The FACS comes first, as it wants 64 bytes' alignment.
//
typedef struct {
  EFI_ACPI_6_3_FIRMWARE_ACPI_CONTROL_STRUCTURE    Facs;
  EFI_ACPI_6_3_ROOT_SYSTEM_DESCRIPTION_POINTER    Rsdp;
  XSDT                                            Xsdt;
  EFI_ACPI_6_3_FIXED_ACPI_DESCRIPTION_TABLE       Fadt;
  MADT                                            Madt;
} TABLES;

#pragma pack ()

//
// Compiled from Dsdt.asl.
//
extern UINT8  dsdt_aml_code[];

STATIC CONST TABLES  mTables = {
  .Facs                      = {
    .Signature = EFI_ACPI_6_3_FIRMWARE_ACPI_CONTROL_STRUCTURE_SIGNATURE,
    .Length    = sizeof (EFI_ACPI_6_3_FIRMWARE_ACPI_CONTROL_STRUCTURE),
    .Version   = EFI_ACPI_6_3_FIRMWARE_ACPI_CONTROL_STRUCTURE_VERSION,
  },
  .Rsdp                      = {
    .Signature = EFI_ACPI_6_3_ROOT_SYSTEM_DESCRIPTION_POINTER_SIGNATURE,
    .OemId     = OEM_ID,
    .Revision  = EFI_ACPI_6_3_ROOT_SYSTEM_DESCRIPTION_POINTER_REVISION,
    .Length    = sizeof (EFI_ACPI_6_3_ROOT_SYSTEM_DESCRIPTION_POINTER),
  },
  .Xsdt                      = {
    .Header = HEADER (EFI_ACPI_6_3_EXTENDED_SYSTEM_DESCRIPTION_TABLE_SIGNATURE, XSDT, 1),
  },
  .Fadt                      = {
    .Header     = HEADER (
                    EFI_ACPI_6_3_FIXED_ACPI_DESCRIPTION_TABLE_SIGNATURE,
                    EFI_ACPI_6_3_FIXED_ACPI_DESCRIPTION_TABLE,
                    EFI_ACPI_6_3_FIXED_ACPI_DESCRIPTION_TABLE_REVISION
                    ),
    //
    // No SMI command: the firmware has switched to ACPI mode (PciAcpiInitialization).
    // No GPE block: nothing in the DSDT would handle an event.
    //
    .SciInt     = 9,
    .Pm1aEvtBlk = ICH9_PMBASE_VALUE,
    .Pm1aCntBlk = ICH9_PMBASE_VALUE + 4,
    .PmTmrBlk   = ICH9_PMBASE_VALUE + 8,
    .Pm1EvtLen  = 4,
    .Pm1CntLen  = 2,
    .PmTmrLen   = 4,
    .PLvl2Lat   = 0xFFF,
    .PLvl3Lat   = 0xFFF,
    .Century    = 0x32,
    .IaPcBootArch = EFI_ACPI_6_3_LEGACY_DEVICES | EFI_ACPI_6_3_VGA_NOT_PRESENT,
    .Flags        = EFI_ACPI_6_3_WBINVD | EFI_ACPI_6_3_PROC_C1 | EFI_ACPI_6_3_PWR_BUTTON |
                    EFI_ACPI_6_3_SLP_BUTTON | EFI_ACPI_6_3_FIX_RTC | EFI_ACPI_6_3_RESET_REG_SUP,
    .ResetReg     = {
      EFI_ACPI_6_3_SYSTEM_IO, 8, 0, EFI_ACPI_6_3_BYTE, 0xCF9
    },
    .ResetValue   = 6,
    .MinorVersion = EFI_ACPI_6_3_FIXED_ACPI_DESCRIPTION_TABLE_MINOR_REVISION,
  },
  .Madt                      = {
    .Header = {
      .Header           = HEADER (
                            EFI_ACPI_6_3_MULTIPLE_APIC_DESCRIPTION_TABLE_SIGNATURE,
                            MADT,
                            EFI_ACPI_6_3_MULTIPLE_APIC_DESCRIPTION_TABLE_REVISION
                            ),
      .LocalApicAddress = 0xFEE00000,
      .Flags            = EFI_ACPI_6_3_PCAT_COMPAT,
    },
    .IoApic = { EFI_ACPI_6_3_IO_APIC, sizeof (EFI_ACPI_6_3_IO_APIC_STRUCTURE), 0, 0, 0xFEC00000, 0 },
    //
    // The timer's line 0 arrives at input 2; line 9 is active high and level-triggered.
    //
    .Timer  = {
      EFI_ACPI_6_3_INTERRUPT_SOURCE_OVERRIDE, sizeof (EFI_ACPI_6_3_INTERRUPT_SOURCE_OVERRIDE_STRUCTURE), 0, 0, 2, 0
    },
    .Sci    = {
      EFI_ACPI_6_3_INTERRUPT_SOURCE_OVERRIDE, sizeof (EFI_ACPI_6_3_INTERRUPT_SOURCE_OVERRIDE_STRUCTURE), 0, 9, 9, 0xD
    },
    .Nmi    = { EFI_ACPI_6_3_LOCAL_APIC_NMI, sizeof (EFI_ACPI_6_3_LOCAL_APIC_NMI_STRUCTURE), 0xFF, 0, 1 },
  },
};

/**
  Give a table the checksum that makes its bytes add up to zero.

  @param[in, out] Table  The table, its length field final and its checksum zero
**/
STATIC
VOID
Sign (
  IN OUT EFI_ACPI_DESCRIPTION_HEADER  *Table
  )
{
  Table->Checksum = CalculateCheckSum8 ((UINT8 *)Table, Table->Length);
}

/**
  List the processors that the firmware has started.

  @param[in, out] Madt  The table without processors

  @retval EFI_SUCCESS      The table is complete.
  @retval EFI_UNSUPPORTED  More processors, or other IDs, than the table can hold.
  @return                  Error codes of the multi-processor service.
**/
STATIC
EFI_STATUS
ListProcessors (
  IN OUT MADT  *Madt
  )
{
  EFI_MP_SERVICES_PROTOCOL                     *Mp;
  EFI_PROCESSOR_INFORMATION                    Information;
  EFI_ACPI_6_3_PROCESSOR_LOCAL_APIC_STRUCTURE  *Entry;
  EFI_STATUS                                   Status;
  UINTN                                        Count;
  UINTN                                        Enabled;
  UINTN                                        Index;

  Status = gBS->LocateProtocol (&gEfiMpServiceProtocolGuid, NULL, (VOID **)&Mp);
  if (EFI_ERROR (Status)) {
    return Status;
  }

  Status = Mp->GetNumberOfProcessors (Mp, &Count, &Enabled);
  if (EFI_ERROR (Status)) {
    return Status;
  }

  if ((Count == 0) || (Count > MAX_PROCESSORS)) {
    return EFI_UNSUPPORTED;
  }

  for (Index = 0; Index < Count; Index++) {
    Status = Mp->GetProcessorInfo (Mp, Index, &Information);
    if (EFI_ERROR (Status)) {
      return Status;
    }

    if (Information.ProcessorId >= MAX_PROCESSORS) {
      return EFI_UNSUPPORTED;
    }

    Entry                   = &Madt->Processor[Index];
    Entry->Type             = EFI_ACPI_6_3_PROCESSOR_LOCAL_APIC;
    Entry->Length           = sizeof *Entry;
    Entry->AcpiProcessorUid = (UINT8)Index;
    Entry->ApicId           = (UINT8)Information.ProcessorId;
    Entry->Flags            = EFI_ACPI_6_3_LOCAL_APIC_ENABLED;
  }

  Madt->Header.Header.Length = (UINT32)(OFFSET_OF (MADT, Processor) + Count * sizeof *Entry);
  return EFI_SUCCESS;
}

/**
  Make the tables and tell the kernel where they are.

  @retval EFI_SUCCESS  The tables are installed.
  @return              Why they are not.
**/
STATIC
EFI_STATUS
MakeTables (
  VOID
  )
{
  EFI_ACPI_DESCRIPTION_HEADER  *Dsdt;
  EFI_PHYSICAL_ADDRESS         Address;
  EFI_STATUS                   Status;
  TABLES                       *Tables;
  UINTN                        DsdtSize;

  //
  // Below 4 GB, as the FADT holds addresses of four bytes. The FACS is written to by the
  // kernel, so all of it is memory that a kernel never takes for itself.
  //
  DsdtSize = ((EFI_ACPI_DESCRIPTION_HEADER *)dsdt_aml_code)->Length;
  Address  = BASE_4GB - 1;
  Status   = gBS->AllocatePages (
                    AllocateMaxAddress,
                    EfiACPIMemoryNVS,
                    EFI_SIZE_TO_PAGES (sizeof *Tables + DsdtSize),
                    &Address
                    );
  if (EFI_ERROR (Status)) {
    return Status;
  }

  Tables = (TABLES *)(UINTN)Address;
  Dsdt   = (EFI_ACPI_DESCRIPTION_HEADER *)(Tables + 1);
  CopyMem (Tables, &mTables, sizeof mTables);
  CopyMem (Dsdt, dsdt_aml_code, DsdtSize);

  Status = ListProcessors (&Tables->Madt);
  if (EFI_ERROR (Status)) {
    return Status;
  }

  Tables->Fadt.FirmwareCtrl = (UINT32)(UINTN)&Tables->Facs;
  Tables->Fadt.Dsdt         = (UINT32)(UINTN)Dsdt;
  Tables->Fadt.XDsdt        = (UINTN)Dsdt;
  Tables->Xsdt.Entry[0]     = (UINTN)&Tables->Fadt;
  Tables->Xsdt.Entry[1]     = (UINTN)&Tables->Madt;
  Tables->Rsdp.XsdtAddress  = (UINTN)&Tables->Xsdt;
  Sign (&Tables->Fadt.Header);
  Sign (&Tables->Madt.Header.Header);
  Sign (&Tables->Xsdt.Header);
  //
  // The first checksum is over the part that revision 0 of this structure had.
  //
  Tables->Rsdp.Checksum         = CalculateCheckSum8 ((UINT8 *)&Tables->Rsdp, 20);
  Tables->Rsdp.ExtendedChecksum = CalculateCheckSum8 ((UINT8 *)&Tables->Rsdp, sizeof Tables->Rsdp);
  return gBS->InstallConfigurationTable (&gEfiAcpi20TableGuid, &Tables->Rsdp);
}

/**
  Entry point: install the tables, or say on the serial port that there are none, and
  end. Without them a kernel would look for its devices where the host lets it.

  @param[in] ImageHandle  This driver
  @param[in] SystemTable  The system table

  @retval EFI_SUCCESS  The tables are installed.
**/
EFI_STATUS
EFIAPI
InstallTables (
  IN EFI_HANDLE        ImageHandle,
  IN EFI_SYSTEM_TABLE  *SystemTable
  )
{
  STATIC CONST CHAR8  Sentence[] = "\r\nBOOT REFUSED: acpi\r\n";

  if (EFI_ERROR (MakeTables ())) {
    SerialPortWrite ((UINT8 *)Sentence, sizeof Sentence - 1);
    ResetShutdown ();
    CpuDeadLoop ();
  }

  return EFI_SUCCESS;
}
